#include "common/boundary/barrier.h"

#include <filesystem>
#include <new>
#include <string_view>

#include "common/storage/errors.h"

namespace diffcont::c_api {
namespace {

dc_status fail(dc_status status, std::string_view message) noexcept {
  set_last_error(message.empty() ? std::string_view("no message") : message);
  return status;
}

}  // namespace

dc_status status_of_current_exception() noexcept {
  try {
    try {
      throw;
    } catch (const BadHandleError& error) {
      return fail(DC_ERROR_BAD_HANDLE, error.what());
    } catch (const IoError& error) {
      return fail(DC_ERROR_IO, error.what());
    } catch (const FormatError& error) {
      return fail(DC_ERROR_FORMAT, error.what());
    } catch (const NotFiniteError& error) {
      return fail(DC_ERROR_NOT_FINITE, error.what());
    } catch (const UnsupportedError& error) {
      return fail(DC_ERROR_UNSUPPORTED, error.what());
    } catch (const std::invalid_argument& error) {
      return fail(DC_ERROR_INVALID_ARGUMENT, error.what());
    } catch (const std::filesystem::filesystem_error& error) {
      return fail(DC_ERROR_IO, error.what());
    } catch (const OutOfMemoryError& error) {
      return fail(DC_ERROR_OUT_OF_MEMORY, error.what());
    } catch (const std::bad_alloc&) {
      return fail(DC_ERROR_OUT_OF_MEMORY, "out of memory");
    } catch (const std::exception& error) {
      return fail(DC_ERROR_INTERNAL, error.what());
    }
  } catch (...) {
    return fail(DC_ERROR_INTERNAL, "an exception that carries no message");
  }
}

}  // namespace diffcont::c_api
