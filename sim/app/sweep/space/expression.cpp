#include "sim/app/sweep/space/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "sim/core/text_names.h"

namespace tessera::sweep {
namespace {

bool starts_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool in_name(char c) {
  return starts_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.' ||
         c == '[' || c == ']';
}

// The end of the quoted text that begins at `at`.
std::size_t end_of_quoted(const std::string& text, std::size_t at) {
  const std::size_t end = text.find(text[at], at + 1);
  return end == std::string::npos ? text.size() : end + 1;
}

// As SQL takes it: names of ours become parameters, all else stays as it is.
std::string with_parameters(const std::string& text, const std::vector<Name>& names,
                            std::vector<std::size_t>& uses) {
  std::string sql;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text[at] == '\'') {
      end = end_of_quoted(text, at);
    } else if (starts_name(text[at])) {
      while (end < text.size() && in_name(text[end])) ++end;
      const auto name = std::ranges::find(names, text.substr(at, end - at), &Name::name);
      if (name != names.end()) {
        const auto place = static_cast<std::size_t>(name - names.begin());
        auto use = std::ranges::find(uses, place);
        if (use == uses.end()) use = uses.insert(uses.end(), place);
        sql += fmt::format("?{}", use - uses.begin() + 1);
        at = end;
        continue;
      }
    } else if (std::isdigit(static_cast<unsigned char>(text[at])) != 0) {
      while (end < text.size() && (in_name(text[end]))) ++end;  // "1e9" holds no name
    }
    sql += text.substr(at, end - at);
    at = end;
  }
  return sql;
}

// An expression computes; it reads no tables and does nothing else.
int allow_only_computing(void* /*unused*/, int action, const char*, const char*, const char*,
                         const char*) {
  return action == SQLITE_SELECT || action == SQLITE_FUNCTION ? SQLITE_OK : SQLITE_DENY;
}

std::string unknown_name(const std::string& message, const std::vector<Name>& names) {
  constexpr std::string_view kNoColumn = "no such column: ";
  const std::size_t at = message.find(kNoColumn);
  if (at == std::string::npos) return {};
  const std::string name = message.substr(at + kNoColumn.size());
  std::vector<std::string> known;
  for (const Name& one : names) known.push_back(one.name);
  return fmt::format("{} is no axis and no metric; there are {}", name, nearest_first(name, known));
}

}  // namespace

Expression::Expression(const std::string& text, const std::vector<Name>& names,
                       const SourceLocation& where)
    : database_(":memory:", Access::kWrite) {
  sqlite3_set_authorizer(database_.handle(), allow_only_computing, nullptr);
  sqlite3_limit(database_.handle(), SQLITE_LIMIT_EXPR_DEPTH, 100);
  const auto reject = [&](const std::string& why) {
    throw InputError(ExitCode::kBadInput, {{where, fmt::format("\"{}\": {}", text, why)}});
  };
  const std::string sql = with_parameters(text, names, uses_);
  if (sql.find(';') != std::string::npos) reject("must be one expression");
  try {
    statement_.emplace(database_.prepare("SELECT (" + sql + ")"));
  } catch (const StoreError& error) {
    const std::string unknown = unknown_name(error.what(), names);
    reject(unknown.empty() ? std::string(error.what()) + " (operators and functions are SQL's)"
                           : unknown);
  }
}

}  // namespace tessera::sweep
