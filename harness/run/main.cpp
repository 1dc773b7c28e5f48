#include "harness/run/cli.hpp"
#include "scenarios/registry.hpp"

int main(int argc, char** argv) {
    return impasse::run::command_line(impasse::scenarios::all(), argc, argv);
}
