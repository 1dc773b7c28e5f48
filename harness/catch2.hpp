// Catch2 3 where it is installed, Catch2 2 elsewhere: tests include this and nothing else of it.
#pragma once

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif
