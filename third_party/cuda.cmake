# With DIFFCONT_CUDA: libtorch's CUDA libraries and nvcc, wherever they were installed. CMake's own CUDA support wants a
# whole toolkit, and so does libtorch's CMake package; the compiler's pip packages are not one, so both are looked up
# here.
# Sets DIFFCONT_NVCC and DIFFCONT_CUDA_INCLUDE, adds to diffcont_libtorch, and gives diffcont_cuda_objects.
set(DIFFCONT_FETCHED_CUDA ${CMAKE_CURRENT_LIST_DIR}/fetched-cuda)
set(DIFFCONT_CUDA_ARCHITECTURES "80;90;120" CACHE STRING "Compute capabilities to compile for, without the dot")

# libtorch: Torch_DIR is <root>/share/cmake/Torch.
if(NOT Torch_DIR AND EXISTS ${DIFFCONT_FETCHED_CUDA}/torch/share/cmake/Torch)
  set(Torch_DIR ${DIFFCONT_FETCHED_CUDA}/torch/share/cmake/Torch)
endif()
if(NOT Torch_DIR)
  message(FATAL_ERROR "No libtorch: set -DTorch_DIR=<torch>/share/cmake/Torch of a torch with CUDA, for a "
    "pip-installed one \$(python3 -c 'import torch; print(torch.utils.cmake_prefix_path)')/Torch; or run "
    "third_party/fetch-cuda")
endif()
get_filename_component(torch_root ${Torch_DIR}/../../.. ABSOLUTE)
file(STRINGS ${torch_root}/include/torch/headeronly/version.h version_lines
  REGEX "#define TORCH_VERSION_(MAJOR|MINOR) ")
string(REGEX REPLACE ".*MAJOR ([0-9]+).*MINOR ([0-9]+).*" "\\1.\\2" torch_version "${version_lines}")
if(torch_version VERSION_LESS 2.10 OR torch_version VERSION_GREATER_EQUAL 2.14)
  message(FATAL_ERROR "${torch_root} is libtorch ${torch_version}; 2.10 to 2.13 are supported. Set -DTorch_DIR to "
    "another")
endif()
foreach(name c10 c10_cuda torch_cpu torch_cuda torch)
  if(NOT EXISTS ${torch_root}/lib/lib${name}.so)
    message(FATAL_ERROR "${torch_root} has no lib${name}.so: this libtorch is built without CUDA. Set -DTorch_DIR "
      "to one with it")
  endif()
  add_library(diffcont_${name} SHARED IMPORTED)
  set_target_properties(diffcont_${name} PROPERTIES IMPORTED_LOCATION ${torch_root}/lib/lib${name}.so)
endforeach()
target_link_libraries(diffcont_libtorch INTERFACE diffcont_c10 diffcont_c10_cuda diffcont_torch_cpu diffcont_torch_cuda
  diffcont_torch)
target_include_directories(diffcont_libtorch SYSTEM INTERFACE
  ${torch_root}/include ${torch_root}/include/torch/csrc/api/include)
target_compile_definitions(diffcont_libtorch INTERFACE _GLIBCXX_USE_CXX11_ABI=1)
file(GLOB gomp ${torch_root}/lib/libgomp*.so*)
if(gomp)
  target_link_libraries(diffcont_libtorch INTERFACE ${gomp})
else()
  target_link_options(diffcont_libtorch INTERFACE -fopenmp)
endif()
# What libtorch itself needs (cuBLAS, cuDNN, ...) is found when it is loaded, by its own search path.
target_link_options(diffcont_libtorch INTERFACE -Wl,--allow-shlib-undefined)

# nvcc: an installed toolkit, or pip's packages beside torch (nvidia/cu13) or in fetched-cuda.
get_filename_component(beside_torch ${torch_root}/.. ABSOLUTE)
find_program(DIFFCONT_NVCC nvcc
  HINTS ${DIFFCONT_FETCHED_CUDA}/nvidia/cu13/bin ENV CUDA_HOME ENV CUDA_PATH PATH_SUFFIXES bin
  PATHS ${beside_torch}/nvidia/cu13/bin /usr/local/cuda/bin)
if(NOT DIFFCONT_NVCC)
  message(FATAL_ERROR "No nvcc: install a CUDA 13 toolkit or nvcc's pip packages, or set "
    "-DDIFFCONT_NVCC=<path to nvcc>; or run third_party/fetch-cuda")
endif()
execute_process(COMMAND ${DIFFCONT_NVCC} --version OUTPUT_VARIABLE nvcc_version COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE ".*release ([0-9]+\\.[0-9]+).*" "\\1" nvcc_version "${nvcc_version}")
if(EXISTS ${torch_root}/version.py)
  file(STRINGS ${torch_root}/version.py torch_cuda REGEX "^cuda")
  string(REGEX REPLACE ".*'([0-9.]+)'.*" "\\1" torch_cuda "${torch_cuda}")
  string(REGEX REPLACE "\\..*" "" nvcc_major ${nvcc_version})
  if(NOT torch_cuda MATCHES "^${nvcc_major}\\.")
    message(FATAL_ERROR "libtorch is built with CUDA ${torch_cuda} and ${DIFFCONT_NVCC} is of CUDA "
      "${nvcc_version}: their first numbers must be the same. Set -DTorch_DIR or -DDIFFCONT_NVCC to another")
  endif()
endif()
get_filename_component(nvcc_real ${DIFFCONT_NVCC} REALPATH)
get_filename_component(cuda_root ${nvcc_real}/../.. ABSOLUTE)
find_path(DIFFCONT_CUDA_INCLUDE cuda_runtime_api.h NO_DEFAULT_PATH
  HINTS ${cuda_root}/include ${cuda_root}/targets/x86_64-linux/include ${beside_torch}/nvidia/cu13/include
  ${beside_torch}/nvidia/cuda_runtime/include)
find_file(DIFFCONT_CUDART NAMES libcudart.so.13 libcudart.so.12 libcudart.so NO_DEFAULT_PATH
  HINTS ${cuda_root}/lib ${cuda_root}/lib64 ${cuda_root}/targets/x86_64-linux/lib ${beside_torch}/nvidia/cu13/lib
  ${beside_torch}/nvidia/cuda_runtime/lib)
if(NOT DIFFCONT_CUDA_INCLUDE OR NOT DIFFCONT_CUDART)
  message(FATAL_ERROR "CUDA's headers (cuda_runtime_api.h) or runtime (libcudart.so) are not beside "
    "${DIFFCONT_NVCC}: set -DDIFFCONT_CUDA_INCLUDE=<folder> and -DDIFFCONT_CUDART=<file>")
endif()
target_include_directories(diffcont_libtorch SYSTEM INTERFACE ${DIFFCONT_CUDA_INCLUDE})
target_link_libraries(diffcont_libtorch INTERFACE ${DIFFCONT_CUDART})
get_filename_component(cudart_folder ${DIFFCONT_CUDART} DIRECTORY)
set(DIFFCONT_LIBTORCH_FOLDERS "${torch_root}/lib;${cudart_folder}")
message(STATUS "CUDA: ${DIFFCONT_NVCC} (${nvcc_version}), libtorch ${torch_version} in ${torch_root}")

# Machine code for each capability, and PTX of the last, of 9.0 too, from which drivers make code for what lies between.
set(DIFFCONT_NVCC_FLAGS -std=c++20 -O3 -lineinfo -ccbin ${CMAKE_CXX_COMPILER}
  -Xcompiler=-fPIC,-fvisibility=hidden,-Wall -isystem ${DIFFCONT_CUDA_INCLUDE})
if(EXISTS ${DIFFCONT_CUDA_INCLUDE}/cccl)
  list(APPEND DIFFCONT_NVCC_FLAGS -isystem ${DIFFCONT_CUDA_INCLUDE}/cccl)
endif()
list(GET DIFFCONT_CUDA_ARCHITECTURES -1 last_architecture)
foreach(architecture ${DIFFCONT_CUDA_ARCHITECTURES})
  set(code sm_${architecture})
  if(architecture STREQUAL last_architecture OR architecture EQUAL 90)
    string(APPEND code ,compute_${architecture})
  endif()
  list(APPEND DIFFCONT_NVCC_FLAGS "-gencode=arch=compute_${architecture},code=[${code}]")
endforeach()

# Compiles .cu files and adds their objects to a target.
function(diffcont_cuda_objects target include)
  foreach(source ${ARGN})
    get_filename_component(name ${source} NAME)
    set(object ${CMAKE_CURRENT_BINARY_DIR}/cuda/${name}.o)
    add_custom_command(OUTPUT ${object}
      COMMAND ${DIFFCONT_NVCC} ${DIFFCONT_NVCC_FLAGS} -I ${include} -MD -MF ${object}.d -MT ${object}
        -c ${source} -o ${object}
      DEPENDS ${source}
      DEPFILE ${object}.d
      COMMENT "Compiling ${name} with nvcc"
      VERBATIM)
    list(APPEND objects ${object})
  endforeach()
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/cuda)
  set_source_files_properties(${objects} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  target_sources(${target} PRIVATE ${objects})
endfunction()
