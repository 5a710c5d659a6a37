// Whether libtorch can multiply with the processor's matrix tiles.
#pragma once

namespace diffcont::kernels {

// Tiles need the system's permission, which libtorch asks for the first time.
bool has_bf16_tiles();

}  // namespace diffcont::kernels
