"""Tests of new_layer.py: signatures as PyTorch prints them become the parameters of a Spec."""

import unittest

import new_layer


class NewLayer(unittest.TestCase):
    def test_kinds_are_taken_from_defaults(self):
        name, parameters = new_layer.parse_signature("Foo(num_features, eps=1e-05, affine=True, mode='zeros', lambd=None, size=(1, 1))", 0)
        self.assertEqual(name, "Foo")
        self.assertEqual(parameters, [
            ("num_features", "Takes::Int", None),
            ("eps", "Takes::Float", "1e-05"),
            ("affine", "Takes::Bool", "True"),
            ("mode", "Takes::Str", "'zeros'"),
            ("lambd", "Takes::Float | Takes::None", "None"),
            ("size", "Takes::Ints", "(1, 1)"),
        ])

    def test_sizes_of_spatial_layers(self):
        _, parameters = new_layer.parse_signature("Pool(kernel_size, stride=None, padding=0, groups=1)", 2)
        self.assertEqual([takes for _, takes, _ in parameters], ["kSizes", "kSizes | Takes::None", "kSizes", "Takes::Int"])

    def test_what_is_no_signature_is_refused(self):
        with self.assertRaisesRegex(ValueError, "is not a signature"):
            new_layer.parse_signature("Foo(1, 2)", 0)

    def test_names_of_families(self):
        self.assertEqual([new_layer.snake(name) for name in ("Conv2d", "BatchNorm2d", "GELU", "LPPool2d")],
                         ["conv2d", "batch_norm2d", "gelu", "lp_pool2d"])

    def test_file_has_parameters_examples_and_function(self):
        text = new_layer.render("Foo(mode='a')", "family", 2, [("Foo('b')", "N,4", "(N, 4)", "0", "0")], "Does foo")
        self.assertIn("""    {"mode", Takes::Str, "'a'", "mode"},\n""", text)
        self.assertIn("""    {"Foo('b')", "N,4", "(N, 4)", "0", "0"},\n""", text)
        self.assertIn("     .spatial = 2,\n     .params = kParams,\n", text)
        self.assertIn("std::span<const Spec> family_specs() { return kSpecs; }", text)

    def test_layer_without_parameters(self):
        self.assertNotIn("kParams", new_layer.render("Foo()", "foo", 0, [("Foo()", "N", "(N,)", "0", "0")], "Does foo"))


if __name__ == "__main__":
    unittest.main()
