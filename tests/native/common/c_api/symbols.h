// Names of the functions of the library under test, as its headers declare and as the shared library exports them.
#pragma once

#include <filesystem>
#include <regex>
#include <set>
#include <string>

using Names = std::set<std::string>;

std::string read_file(const std::filesystem::path& file);
// The first group of every match.
Names find_all(const std::string& text, const std::regex& pattern);
Names declared();
Names exported();
// The folder of the tests of its C interface.
std::filesystem::path tests_of_interface();
