#include "reports/writers/escape.hpp"

#include "harness/catch2.hpp"

namespace impasse::reports {

TEST_CASE("markup is text after escaping", "[reports]") {
    CHECK(xml_escaped("<script a='b\">&") == "&lt;script a=&#39;b&quot;&gt;&amp;");
}

TEST_CASE("what XML cannot hold is replaced, line ends are kept", "[reports]") {
    CHECK(xml_escaped(std::string("a\0b\x1b\n", 5)) ==
          "a\xEF\xBF\xBD"
          "b\xEF\xBF\xBD\n");
}

TEST_CASE("text of any bytes is made valid UTF-8", "[reports]") {
    CHECK(printable("\xC3\xA9 \t\n") == "\xC3\xA9 \t\n");
    CHECK(printable("\xC3(\x1b[0m") ==
          "\xEF\xBF\xBD"
          "(\xEF\xBF\xBD[0m");
    CHECK(printable("a\xEF\xBF\xBE") == "a\xEF\xBF\xBD");  // U+FFFE
    CHECK(on_one_line("a\r\n\tb") == "a   b");
}

TEST_CASE("nothing is markup, a link or a mention in a line of Markdown", "[reports]") {
    CHECK(markdown_escaped("a|b\n*c*") == "a\\|b \\*c\\*");
    CHECK(markdown_escaped("<b>&") == "&lt;b&gt;&amp;");
    CHECK(markdown_escaped("@you") == "@\xE2\x80\x8Byou");
}

TEST_CASE("a path is a path in a URI", "[reports]") {
    CHECK(uri_escaped("a b/c#d?e%.cpp") == "a%20b/c%23d%3Fe%25.cpp");
}

}  // namespace impasse::reports
