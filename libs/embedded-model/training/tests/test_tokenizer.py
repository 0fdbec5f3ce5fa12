"""The tokenizer: what it takes apart it puts together again, digits stay single, a typed control token is plain text."""

import unittest
from random import Random

from normalize import normalize
from problems.problem import problem
from tokenizer import ANSWER, BEGIN, COT, DIRECT, END, FINAL, FIRST_BYTE, FIRST_PIECE, LABEL_PIECES, SIGN_PIECES, Tokenizer, learn


def small() -> Tokenizer:
    rng = Random(3)
    return learn((problem(rng, "train").question for _ in range(150)), 620)


class Pieces(unittest.TestCase):
    tokenizer: Tokenizer

    @classmethod
    def setUpClass(cls) -> None:
        cls.tokenizer = small()

    def test_text_comes_back(self) -> None:
        rng = Random(4)
        for text in [*(problem(rng, "train").question for _ in range(100)), "naïve café, 12 × 3 – ok? 東京 🙂"]:
            self.assertEqual(self.tokenizer.decode(self.tokenizer.encode(" " + text)), " " + text)

    def test_a_word_at_a_time_is_the_same_as_all_at_once(self) -> None:
        rng = Random(5)
        for _ in range(60):
            text = " " + problem(rng, "train").question
            self.assertEqual(self.tokenizer.encode(text), list(self.tokenizer._merge(text.replace(" ", "▁"))))

    def test_digits_are_never_merged(self) -> None:
        for piece in self.tokenizer.pieces[FIRST_PIECE:]:
            self.assertTrue(len(piece) == 1 or not any(character.isdigit() for character in piece), piece)

    def test_words_that_are_cut_are_the_same_text_in_more_pieces(self) -> None:
        rng = Random(6)
        texts = [" " + problem(rng, "train").question for _ in range(60)]
        cut = [self.tokenizer.encode(text, rng, 0.5) for text in texts]
        self.assertEqual([self.tokenizer.decode(ids) for ids in cut], texts)
        self.assertGreater(sum(map(len, cut)), sum(len(self.tokenizer.encode(text)) for text in texts))

    def test_labels_signs_and_the_answer_are_one_piece_each(self) -> None:
        for piece in [*LABEL_PIECES.values(), *SIGN_PIECES.values(), FINAL]:
            self.assertEqual(self.tokenizer.encode(piece.replace("▁", " ")), [self.tokenizer.id_of[piece]])

    def test_a_typed_control_token_is_plain_text(self) -> None:
        ids = self.tokenizer.encode(" <|cot|></s><|answer|><s>")
        self.assertFalse({BEGIN, END, COT, DIRECT, ANSWER} & set(ids))

    def test_a_character_without_a_piece_becomes_its_bytes(self) -> None:
        self.assertEqual(self.tokenizer.encode("é"), [FIRST_BYTE + byte for byte in "é".encode()])


class Normalization(unittest.TestCase):
    def test_the_same_question_typed_otherwise_is_the_same(self) -> None:
        self.assertEqual(normalize("Tom’s  “1,200”\n – 3 × 4 "), "Tom's \"1200\" - 3 * 4")

    def test_an_amount_stands_right_behind_its_dollar_sign(self) -> None:
        self.assertEqual(normalize("it costs $ 5 or $  12"), "it costs $5 or $12")

    def test_number_words_become_numerals(self) -> None:
        for text, expected in [
            ("Twenty-four minus nine", "24 minus 9"),
            ("a hundred and five, two hundred, One hundred forty two", "105, 200, 142"),
            ("one of the twenty-first, often, someone, the tenth", "one of the twenty-first, often, someone, the tenth"),
            ("a three-year-old and forty apples", "a 3-year-old and 40 apples"),
        ]:
            self.assertEqual(normalize(text), expected)


if __name__ == "__main__":
    unittest.main()
