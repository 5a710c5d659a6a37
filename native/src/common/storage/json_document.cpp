#include "common/storage/json_document.h"

#include <cmath>
#include <limits>
#include <unordered_set>

#include "common/storage/errors.h"

namespace diffcont {
namespace {

using nlohmann::json;

constexpr int64_t kMostValues = 1'000'000;
constexpr size_t kLongestExcerpt = 80;
constexpr int kConfigDepth = 8;

std::string shortened(std::string text) {
  if (text.size() > kLongestExcerpt) text = text.substr(0, kLongestExcerpt) + "...";
  return text;
}

// int64 only: what is larger was read as unsigned or as floating point.
bool is_int64(const json& value) {
  if (value.is_number_unsigned()) {
    return value.get<uint64_t>() <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  }
  return value.is_number_integer();
}

}  // namespace

json parse_json(const std::string& source, const std::string& text, int max_depth) {
  std::vector<std::unordered_set<std::string>> keys;  // of each open object
  int64_t values = 0;
  const auto watch = [&](int depth, json::parse_event_t event, json& parsed) {
    if (depth > max_depth) throw FormatError(source + ": its JSON is nested too deeply");
    switch (event) {
      case json::parse_event_t::object_start:
        keys.emplace_back();
        break;
      case json::parse_event_t::object_end:
        keys.pop_back();
        break;
      case json::parse_event_t::key:
        if (!keys.back().insert(parsed.get_ref<const std::string&>()).second) {
          throw FormatError(source + ": key " + quoted(parsed.get<std::string>()) + " is there twice");
        }
        break;
      default:
        break;
    }
    if (++values > kMostValues) throw FormatError(source + ": its JSON has too many values");
    return true;
  };
  try {
    return json::parse(text, watch);
  } catch (const json::exception& error) {
    // The library's text carries its own codes; position and reason are of use, excerpts are cut.
    throw FormatError(source + ": it is not valid JSON (" + shortened(error.what()) + ")");
  }
}

std::string value_text(const json& value) {
  return shortened(value.dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace));
}

std::string quoted(const std::string& text) { return value_text(json(text)); }

JsonDocument::JsonDocument(std::string source, const std::string& text)
    : source_(std::move(source)), object_(parse_json(source_, text, kConfigDepth)) {
  if (!object_.is_object()) throw FormatError(source_ + ": it is not a JSON object");
}

const json& JsonDocument::value(const char* key) const {
  const auto found = object_.find(key);
  if (found == object_.end()) throw FormatError(source_ + ": key '" + key + "' is missing");
  return *found;
}

void JsonDocument::refuse(const char* key, const std::string& needed) const {
  throw FormatError(source_ + ": '" + key + "' is " + value_text(value(key)) + ", " + needed);
}

int64_t JsonDocument::integer(const char* key) const {
  const json& found = value(key);
  if (!is_int64(found)) refuse(key, "an integer is needed");
  return found.get<int64_t>();
}

double JsonDocument::number(const char* key) const {
  const json& found = value(key);
  if (!found.is_number() || !std::isfinite(found.get<double>())) refuse(key, "a number is needed");
  return found.get<double>();
}

std::string JsonDocument::text(const char* key) const {
  const json& found = value(key);
  if (!found.is_string()) refuse(key, "a string is needed");
  return found.get<std::string>();
}

std::vector<int64_t> JsonDocument::integers(const char* key) const {
  const json& found = value(key);
  if (!found.is_array()) refuse(key, "a list of integers is needed");
  std::vector<int64_t> result;
  for (const json& item : found) {
    if (!is_int64(item)) refuse(key, "a list of integers is needed");
    result.push_back(item.get<int64_t>());
  }
  return result;
}

std::vector<std::string> JsonDocument::texts(const char* key) const {
  const json& found = value(key);
  if (!found.is_array()) refuse(key, "a list of strings is needed");
  std::vector<std::string> result;
  for (const json& item : found) {
    if (!item.is_string()) refuse(key, "a list of strings is needed");
    result.push_back(item.get<std::string>());
  }
  return result;
}

}  // namespace diffcont
