#include "sim/app/cli/manual_page.h"

#include <fmt/format.h>

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/replace.hpp>

#include "sim/core/version.h"

namespace tessera {
namespace {

// As design section 10 fixes them.
constexpr const char* kOfTheProgram = R"(.SH EXIT STATUS
.TP
.B 0
fine; an ended limit of time that was asked for too
.TP
.B 1
an error of the program itself
.TP
.B 2
usage
.TP
.B 3
a bad input file; line and column are given
.TP
.B 4
an operator or feature that is not supported
.TP
.B 5
it does not fit; the tensors that do not are named
.TP
.B 6
a deadlock, or a limit reached
.TP
.B 7
a threshold failed
.TP
.B 8
a sweep ended with failed points
.TP
.B 130
interrupted; what was finished is kept
.SH ENVIRONMENT
.TP
.B NO_COLOR
where it is set, nothing is coloured
.TP
.B TESSERA_DATA
the folder that holds the chips, networks and records, instead of the one that was installed
)";

std::string dashed(const CommandText& command) {
  return boost::replace_all_copy(command.path, " ", "-");
}

// Text between requests: a line must not begin with '.' or "'", and '-' is a minus.
std::string escaped(const std::string& text) {
  std::string safe = boost::replace_all_copy(text, "\\", "\\e");
  boost::replace_all(safe, "-", "\\-");
  if (safe.starts_with('.') || safe.starts_with('\'')) safe = "\\&" + safe;
  return safe;
}

std::string value_of(const ArgumentText& argument) {
  if (!argument.takes_value) return {};
  return fmt::format(" \\fI{}\\fR", argument.allowed.empty()
                                        ? escaped(argument.value)
                                        : escaped(boost::join(argument.allowed, "|")));
}

std::string synopsis(const CommandText& command) {
  std::string line = fmt::format(".B {}\n", escaped(command.path));
  if (!command.flags.empty()) line += "[\\fIoptions\\fR]\n";
  for (const ArgumentText& operand : command.operands) {
    const std::string name = fmt::format("\\fI{}\\fR", escaped(operand.names.front()));
    line += (operand.required ? name : "[" + name + "]") + "\n";
  }
  if (!command.commands.empty()) line += "\\fIcommand\\fR ...\n";
  return line;
}

std::string arguments(const char* title, const std::vector<ArgumentText>& all) {
  if (all.empty()) return {};
  std::string text = fmt::format(".SH {}\n", title);
  for (const ArgumentText& one : all)
    text += fmt::format(".TP\n\\fB{}\\fR{}\n{}\n", escaped(boost::join(one.names, ", ")),
                        value_of(one), escaped(one.about));
  return text;
}

std::string commands(const CommandText& command) {
  if (command.commands.empty()) return {};
  std::string text = ".SH COMMANDS\n";
  for (const CommandText& below : command.commands)
    text += fmt::format(".TP\n.B {}\n{}; see\n.BR {} (1)\n", escaped(below.path),
                        escaped(below.about), escaped(dashed(below)));
  return text;
}

}  // namespace

std::string page_name(const CommandText& command) { return dashed(command) + ".1"; }

std::string manual_page(const CommandText& command, const CommandText& root) {
  std::string page = fmt::format(
      ".TH {} 1 \"\" \"tessera {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n{}",
      boost::to_upper_copy(escaped(dashed(command))), version(), escaped(dashed(command)),
      escaped(command.about), synopsis(command));
  page += arguments("OPERANDS", command.operands);
  page += commands(command);
  page += arguments("OPTIONS", command.flags);
  if (&command == &root) return page + kOfTheProgram;
  return page + ".SH SEE ALSO\n.BR tessera (1)\n";
}

}  // namespace tessera
