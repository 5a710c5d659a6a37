// JSON files from outside: parsed strictly, and read key by key with errors that name file, key and value.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace diffcont {

// Throws FormatError for text that is not JSON, repeats a key, is nested deeper than max_depth or holds more than a
// million values. source is the file's name in messages.
nlohmann::json parse_json(const std::string& source, const std::string& text, int max_depth);

// A string from a file, quoted, escaped and shortened for a message.
std::string quoted(const std::string& text);
// Any value, shortened for a message.
std::string value_text(const nlohmann::json& value);

// A JSON object of one file.
class JsonDocument {
 public:
  // Throws FormatError when the text is not one JSON object.
  JsonDocument(std::string source, const std::string& text);

  const std::string& source() const { return source_; }
  bool contains(const char* key) const { return object_.contains(key); }
  // Throws FormatError when the key is missing; so do those below, and when the value is of another kind.
  const nlohmann::json& value(const char* key) const;
  int64_t integer(const char* key) const;
  double number(const char* key) const;
  std::string text(const char* key) const;
  std::vector<int64_t> integers(const char* key) const;
  std::vector<std::string> texts(const char* key) const;

  // "FILE: 'key' is VALUE, NEEDED"
  [[noreturn]] void refuse(const char* key, const std::string& needed) const;

 private:
  std::string source_;
  nlohmann::json object_;
};

}  // namespace diffcont
