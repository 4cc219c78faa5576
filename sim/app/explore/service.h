// What a worker process answers: all that needs chips, networks or stored runs. It keeps what it
// has read, so that the next run of the same chip and model begins at once.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "sim/app/explore/answer.h"
#include "sim/app/explore/asked_run.h"
#include "sim/app/simulate/run.h"

namespace tessera::explore {

class Service {
 public:
  explicit Service(std::filesystem::path directory) : directory_(std::move(directory)) {}

  // Never throws: a mistake is an answer too.
  Answer answer(const Asked& asked, const std::function<bool()>& interrupted);

 private:
  Answer routed(const Asked& asked, const std::function<bool()>& interrupted);
  std::string library();
  std::string chip(const std::string& name);
  std::string run_json(const std::string& body, const std::function<bool()>& interrupted);
  std::string text(const std::string& body);
  std::string save(const std::string& body, const std::function<bool()>& interrupted);
  std::string stored_list() const;
  std::string stored(const std::string& id) const;
  Names names();
  RunOutput run_asked(const AskedRun& asked, const std::function<bool()>& interrupted);

  std::filesystem::path directory_;
  std::shared_ptr<RememberedInputs> remembered_ = std::make_shared<RememberedInputs>();
  std::map<std::string, std::filesystem::file_time_type> own_;  // texts, when they were changed
  std::string library_;                                         // the answer, while these stay
};

}  // namespace tessera::explore
