# The imported target diffcont_libtorch: libtorch's libraries and headers. With DIFFCONT_CUDA see cuda.cmake. With
# Torch_DIR set (for example a pip-installed torch's share/cmake/Torch) that libtorch is used; otherwise the one that
# third_party/fetch unpacked.
if(NOT DIFFCONT_CUDA AND NOT EXISTS ${DIFFCONT_FETCHED}/complete)
  message(FATAL_ERROR "third_party/fetched is missing or incomplete; run third_party/fetch first")
endif()

# Where the libraries lie that a build links to.
set(DIFFCONT_LIBTORCH_FOLDERS ${DIFFCONT_FETCHED}/lib)

add_library(diffcont_libtorch INTERFACE)
if(DIFFCONT_CUDA)
  include(${CMAKE_CURRENT_LIST_DIR}/cuda.cmake)
elseif(Torch_DIR)
  find_package(Torch 2.10 REQUIRED)
  target_link_libraries(diffcont_libtorch INTERFACE ${TORCH_LIBRARIES})
  target_include_directories(diffcont_libtorch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
else()
  foreach(name c10 torch_cpu torch)
    add_library(diffcont_${name} SHARED IMPORTED)
    set_target_properties(diffcont_${name} PROPERTIES IMPORTED_LOCATION ${DIFFCONT_FETCHED}/lib/lib${name}.so)
    target_link_libraries(diffcont_libtorch INTERFACE diffcont_${name})
  endforeach()
  target_link_libraries(diffcont_libtorch INTERFACE ${DIFFCONT_FETCHED}/lib/libgomp.so.1)
  # libtorch_cpu needs libopenblas and the Fortran runtime; the linker only has to know where they lie.
  target_link_options(diffcont_libtorch INTERFACE -Wl,-rpath-link,${DIFFCONT_FETCHED}/lib)
  target_include_directories(diffcont_libtorch SYSTEM INTERFACE
    ${DIFFCONT_FETCHED}/include/torch_wheel
    ${DIFFCONT_FETCHED}/include/torch_wheel/torch/csrc/api/include)
  target_compile_definitions(diffcont_libtorch INTERFACE _GLIBCXX_USE_CXX11_ABI=1)
endif()
