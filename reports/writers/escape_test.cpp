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

}  // namespace impasse::reports
