import { ROLES, type Role } from '@app/kernel';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsString, MaxLength } from 'class-validator';
import { IfGiven } from '../../../http/validation/if-given.decorator';
import { IsName } from '../../dto/name.decorator';

const ROLES_PROPERTY = {
  enum: ROLES,
  isArray: true,
  example: ['user'],
  description:
    '`user` chats, `auditor` also reads the audit trail, `operator` also runs the service, `admin` may do everything.',
};

/** A new user. */
export class CreateUserDto {
  @ApiProperty({ example: 'Ada', maxLength: 200 })
  @IsName()
  name!: string;

  @ApiProperty(ROLES_PROPERTY)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(ROLES.length)
  @IsIn(ROLES, { each: true })
  roles!: Role[];

  @ApiPropertyOptional({ description: 'Default: your own.', example: 'org_local' })
  @IfGiven()
  @IsString()
  @MaxLength(60)
  organisationId?: string;
}

/** What is changed of a user. */
export class UpdateUserDto {
  @ApiPropertyOptional({ example: 'Ada L.', maxLength: 200 })
  @IfGiven()
  @IsName()
  name?: string;

  @ApiPropertyOptional(ROLES_PROPERTY)
  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(ROLES.length)
  @IsIn(ROLES, { each: true })
  roles?: Role[];

  @ApiPropertyOptional({ description: 'Whether the user is kept out.' })
  @IfGiven()
  @IsBoolean()
  disabled?: boolean;
}

/** Somebody, or a program, that acts. */
export class UserDto {
  @ApiProperty({ example: 'user_01kc9v6k4s8e2m0q7r5t3w1x9z' })
  id!: string;

  @ApiProperty({ example: 'org_local' })
  organisationId!: string;

  @ApiProperty({ example: 'Ada' })
  name!: string;

  @ApiProperty(ROLES_PROPERTY)
  roles!: readonly Role[];

  @ApiPropertyOptional({
    description: 'The identity provider that the user comes from.',
    example: 'https://id.example',
  })
  issuer?: string;

  @ApiPropertyOptional({ description: 'What the identity provider calls the user.' })
  subject?: string;

  @ApiProperty({ description: 'Epoch milliseconds.', example: 1764000000000 })
  createdAt!: number;

  @ApiPropertyOptional({ description: 'Epoch milliseconds. Present while the user is disabled.' })
  disabledAt?: number;
}

/** A part of the users, newest first. */
export class UserListDto {
  @ApiProperty({ type: [UserDto] })
  users!: UserDto[];

  @ApiPropertyOptional({ description: 'Where the next part begins. Absent at the end.' })
  nextCursor?: string;
}
