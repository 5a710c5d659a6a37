# Header-only libraries: diffcont_json, which third_party/fetch unpacked, and Eigen (MPL 2.0), which the system has.
set(DIFFCONT_FETCHED ${CMAKE_CURRENT_LIST_DIR}/fetched)
if(NOT EXISTS ${DIFFCONT_FETCHED}/include/nlohmann/json.hpp)
  message(FATAL_ERROR "third_party/fetched/include/nlohmann is missing; run third_party/fetch, or copy that folder "
    "from where it was run")
endif()
add_library(diffcont_json INTERFACE)
target_include_directories(diffcont_json SYSTEM INTERFACE ${DIFFCONT_FETCHED}/include)

if(DIFFCONT_DETECT)
  find_package(Eigen3 3.4 QUIET NO_MODULE)
  if(NOT Eigen3_FOUND)
    message(FATAL_ERROR "Eigen 3.4 is missing: apt-get install libeigen3-dev, or configure with -DDIFFCONT_DETECT=OFF")
  endif()
endif()
