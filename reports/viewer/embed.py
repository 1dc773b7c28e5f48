"""Writes a C++ header that holds the given text files as constants: page.tpl becomes page_tpl. Of scripts and style
sheets also the hash by which a content security policy knows them: viewer_js_hash."""

import base64
import hashlib
import pathlib
import sys


def constants(path):
    text = path.read_text(encoding="utf-8")
    name = path.name.replace(".", "_")
    made = f'inline constexpr std::string_view {name} = R"~~~~({text})~~~~";\n'
    if path.suffix in (".js", ".css"):
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        made += f'inline constexpr std::string_view {name}_hash = "sha256-{digest}";\n'
    return made


def main(output, *inputs):
    parts = [constants(pathlib.Path(path)) for path in inputs]
    pathlib.Path(output).write_text(
        "// Made by reports/viewer/embed.py.\n#pragma once\n\n#include <string_view>\n\n"
        "namespace impasse::reports::viewer {\n\n" + "\n".join(parts) + "\n}\n",
        encoding="utf-8")


main(*sys.argv[1:])
