"""Writes a C++ header that holds the given text files as constants: page.tpl becomes page_tpl."""

import pathlib
import sys


def constant(path):
    text = path.read_text(encoding="utf-8")
    name = path.name.replace(".", "_")
    return f'inline constexpr std::string_view {name} = R"~~~~(\n{text})~~~~";\n'


def main(output, *inputs):
    parts = [constant(pathlib.Path(path)) for path in inputs]
    pathlib.Path(output).write_text(
        "// Made by reports/viewer/embed.py.\n#pragma once\n\n#include <string_view>\n\n"
        "namespace impasse::reports::viewer {\n\n" + "\n".join(parts) + "\n}\n",
        encoding="utf-8")


main(*sys.argv[1:])
