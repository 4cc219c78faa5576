#include "sim/app/explore/lesson_json.h"

#include <vector>

#include "sim/app/explore/asked_run.h"
#include "sim/app/explore/query.h"
#include "sim/app/lessons/report.h"

namespace tessera::explore {
namespace {

lessons::Taught taught(const std::string& name, const std::function<bool()>& interrupted) {
  return lessons::teach(lessons::read_lesson(name), interrupted);
}

std::string answered(const std::string& body, const std::function<bool()>& interrupted) {
  const rapidjson::Document document = read_json(body);
  if (!document.HasMember("name") || !document["name"].IsString())
    throw InputError(ExitCode::kUsage, "name must be the name of a lesson");
  lessons::Taught found = taught(document["name"].GetString(), interrupted);
  if (document.HasMember("prediction")) {
    if (!document["prediction"].IsNumber())
      throw InputError(ExitCode::kUsage, "prediction must be a number");
    lessons::compare(found, document["prediction"].GetDouble());
  }
  return lessons::taught_json(found);
}

}  // namespace

std::string lessons_json() {
  std::vector<lessons::Lesson> all;
  for (const std::string& name : lessons::lesson_names()) all.push_back(lessons::read_lesson(name));
  return lessons::list_json(all);
}

std::string lesson_json(const Asked& asked, const std::function<bool()>& interrupted) {
  if (asked.method == "POST") return answered(asked.body, interrupted);
  return lessons::question_json(taught(query_value(asked.query, "name"), interrupted));
}

}  // namespace tessera::explore
