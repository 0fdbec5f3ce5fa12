"""The whole scenes: every wording of each tells the numbers that its formula needs, in as many steps as its list says."""

import ast
import re
import unittest

from problems.schemes.texts import BY_STEPS

SLOT = re.compile(r"\{([a-z])\}")


def told(text: str) -> set[str]:
    """The letters that stand in a scene whatever wordings are drawn."""
    return set().union(*(set.intersection(*(set(SLOT.findall(wording)) for wording in part.split(" ~ "))) for part in text.split(" | ")))


class Scenes(unittest.TestCase):
    def test_a_scene_has_as_many_operations_as_its_list_says(self) -> None:
        for steps, scenes in enumerate(BY_STEPS, 1):
            for scene in scenes:
                formula = ast.parse(scene.split(" # ")[1].split(" ! ")[0], mode="eval")
                self.assertEqual(sum(isinstance(node, ast.BinOp) for node in ast.walk(formula)), steps, scene)

    def test_every_wording_tells_every_number(self) -> None:
        for scene in [scene for scenes in BY_STEPS for scene in scenes]:
            text, _, formula = scene.partition(" # ")
            self.assertLessEqual(set(re.findall(r"\b[a-z]\b", formula.split(" ! ")[0])), told(text), scene)

    def test_no_scene_stands_twice(self) -> None:
        scenes = [scene for scenes in BY_STEPS for scene in scenes]
        self.assertEqual(len(scenes), len(set(scenes)))


if __name__ == "__main__":
    unittest.main()
