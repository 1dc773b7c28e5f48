// The main of the unit tests under Catch2 2 (Catch2 3 brings a library with one). Catch2 2 returns
// the number of failures, which a shell may read as success (256) or a skip (77), and 0 when
// nothing was selected: mapped here.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

int main(int argc, char** argv) {
    Catch::Session session;
    session.configData().warnings = Catch::WarnAbout::What::NoTests;
    const int failures = session.run(argc, argv);
    return failures == 0 ? 0 : 1;
}
