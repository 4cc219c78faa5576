#include "sim/app/lessons/report.h"

#include <fmt/format.h>

#include <sstream>

#include "sim/app/lessons/figures_of_runs.h"
#include "sim/app/report/format.h"
#include "sim/app/report/json_writer.h"

namespace tessera::lessons {
namespace {

constexpr std::size_t kWidth = 88;

std::string wrapped(const std::string& text) {
  std::string page, line;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!line.empty() && line.size() + 1 + word.size() > kWidth) {
      page += line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return page + line + "\n";
}

std::string paragraphs(const std::vector<std::string>& texts) {
  std::string page;
  for (const std::string& text : texts) page += wrapped(text) + "\n";
  return page;
}

std::string with_unit(const Taught& taught, double value) { return formatted(value, taught.unit); }

void add_texts(JsonWriter& json, const char* key, const std::vector<std::string>& texts) {
  json.begin_array(key);
  for (const std::string& text : texts) json.element(text);
  json.end_array();
}

// As /api/run of the explorer takes it.
void add_ask(JsonWriter& json, const RequestText& ask) {
  json.begin_object("ask");
  for (const auto& [name, value] : given_flags(ask)) json.add(name, value);
  json.begin_object("set");
  for (const std::string& one : ask.set) {
    const std::size_t equals = one.find('=');
    json.add(one.substr(0, equals), one.substr(equals + 1));
  }
  json.end_object();
  json.end_object();
}

void add_question(JsonWriter& json, const Taught& taught, bool with_answers) {
  json.add("schema_version", 1);
  json.add("name", taught.name);
  json.add("title", taught.title);
  add_texts(json, "text", taught.text);
  json.begin_array("runs");
  for (const TaughtRun& run : taught.runs) {
    json.begin_object();
    json.add("name", run.name);
    json.add("about", run.about);
    json.add("command", run.command);
    add_ask(json, run.ask);
    if (with_answers) {
      json.add("verdict", run.verdict);
      json.add("latency_us", run.latency_us);
    }
    json.end_object();
  }
  json.end_array();
  json.add("asks", taught.asks);
  json.add("unit", taught.unit);
}

std::string failed(const Taught& taught) {
  std::string text;
  for (const std::string& claim : taught.failed_claims)
    text += wrapped(fmt::format(
                "This text takes for granted that {}, and these runs say otherwise.", claim)) +
            "\n";
  return text;
}

}  // namespace

std::string question_text(const Taught& taught) {
  std::string page = taught.title + "\n\n" + paragraphs(taught.text);
  for (const TaughtRun& run : taught.runs)
    page += fmt::format("  {:<10} {:<44} {}\n", run.name, run.about, run.command);
  page += "\n" + wrapped(taught.asks + (taught.unit.empty() ? "" : " (" + taught.unit + ")"));
  return page;
}

std::string answer_text(const Taught& taught) {
  std::string page = fmt::format("The runs say {}.", with_unit(taught, taught.answer));
  if (taught.predicted)
    page += fmt::format(" You said {}: {}.", with_unit(taught, *taught.predicted), taught.gap);
  page += "\n\n";
  for (const TaughtRun& run : taught.runs)
    page += fmt::format("  {:<10} {:>10}  {}\n", run.name, format_time(run.latency_us * 1e6),
                        run.verdict);
  page += "\n" + paragraphs(taught.explanation) + failed(taught);
  if (taught.try_next.empty()) return page;
  page += "Try next:\n";
  for (const std::string& command : taught.try_next) page += "  " + command + "\n";
  return page;
}

std::string markdown(const Taught& taught) {
  std::string page = fmt::format("# {}\n\n", taught.title);
  for (const std::string& text : taught.text) page += text + "\n\n";
  page += "| run | what is different | |\n| --- | --- | --- |\n";
  for (const TaughtRun& run : taught.runs)
    page += fmt::format("| {} | {} | `{}` |\n", run.name, run.about, run.command);
  page += fmt::format("\n**Predict:** {}\n\n<details><summary>What the runs say</summary>\n\n",
                      taught.asks);
  page += fmt::format("**{}**\n\n| run | latency | verdict |\n| --- | --- | --- |\n",
                      with_unit(taught, taught.answer));
  for (const TaughtRun& run : taught.runs)
    page +=
        fmt::format("| {} | {} | {} |\n", run.name, format_time(run.latency_us * 1e6), run.verdict);
  page += "\n";
  for (const std::string& text : taught.explanation) page += text + "\n\n";
  page += failed(taught) + "</details>\n";
  page += fmt::format("\nLive: `tessera lesson {}`", taught.name);
  if (!taught.try_next.empty()) {
    page += ". Try next:\n\n```sh\n";
    for (const std::string& command : taught.try_next) page += command + "\n";
    page += "```";
  }
  return page + "\n";
}

std::string question_json(const Taught& taught) {
  JsonWriter json;
  json.begin_object();
  add_question(json, taught, false);
  json.end_object();
  return json.take();
}

std::string taught_json(const Taught& taught) {
  JsonWriter json;
  json.begin_object();
  add_question(json, taught, true);
  json.add("answer", taught.answer);
  json.add("answer_text", formatted(taught.answer, taught.unit));
  if (taught.predicted) {
    json.add("predicted", *taught.predicted);
    json.add("gap", taught.gap);
    json.add("near", taught.near);
  }
  add_texts(json, "explanation", taught.explanation);
  add_texts(json, "failed_claims", taught.failed_claims);
  add_texts(json, "try_next", taught.try_next);
  json.end_object();
  return json.take();
}

std::string list_json(const std::vector<Lesson>& lessons) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.begin_array("lessons");
  for (const Lesson& lesson : lessons) {
    json.begin_object();
    json.add("name", lesson.name);
    json.add("title", lesson.title);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace tessera::lessons
