/** A model file that cannot be used: cut off, of another kind, or of a shape that this engine does not run. */
export class ModelFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
