#include "sim/app/sweep/store/addresses_by_values.h"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <boost/functional/hash.hpp>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_hash.hpp>
#include <unordered_map>

#include "sim/app/sweep/store/point_inputs.h"

namespace tessera::sweep {
namespace {

using ByInputs = std::unordered_multimap<Key, Key, boost::hash<Key>>;

// Of the sweep with the same text.
std::vector<std::optional<Key>> linked(const Points& points, Store& store) {
  std::vector<std::optional<Key>> keys(points.size());
  Statement links = store.query(
      "SELECT number, p.key FROM sweep_point p JOIN sweep ON sweep.id=p.sweep JOIN point USING(key)"
      " WHERE spec=?1");
  links.bind(1, std::string_view(points.spec().text));
  while (links.step())
    if (const auto number = static_cast<std::size_t>(links.whole(0)); number < keys.size())
      keys[number] = key_of_text(links.text(1));
  return keys;
}

ByInputs by_inputs(Store& store) {
  ByInputs all;
  Statement stored = store.query("SELECT key, detail, inputs FROM point");
  while (stored.step())
    all.emplace(digest_of_inputs(stored.text(2), stored.text(1)), key_of_text(stored.text(0)));
  return all;
}

}  // namespace

Key digest_of_inputs(const std::string& inputs_json, const std::string& detail) {
  rapidjson::Document inputs;
  inputs.Parse(inputs_json.data(), inputs_json.size());
  std::vector<std::string> words = {"detail=" + detail};
  if (inputs.IsObject())
    for (const auto& member : inputs.GetObject()) {
      const std::string name = member.name.GetString();
      if (name == "detail") continue;  // stated or not, it is a column of the table
      rapidjson::StringBuffer value;
      rapidjson::Writer<rapidjson::StringBuffer> writer(value);
      member.value.Accept(writer);
      words.push_back(name + "=" + value.GetString());
    }
  std::ranges::sort(words);
  std::string text;
  for (const std::string& word : words) text += word + "\n";
  return boost::uuids::name_generator_sha1(boost::uuids::ns::oid())(text);
}

std::size_t stored_by_another_version(const Points& points, Store& store) {
  const std::vector<std::optional<Key>> keys = linked(points, store);
  std::size_t count = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) count += keys[i] && keys[i] != points.keys()[i];
  return count;
}

AddressesByValues addresses_by_values(const Points& points, Store& store) {
  AddressesByValues found = {linked(points, store)};
  std::optional<ByInputs> all;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (found.keys[i] || !points.keys()[i]) continue;
    if (!all) all = by_inputs(store);
    const RequestText request = request_at(points.spec(), points.space().values(i));
    const auto [first, last] = all->equal_range(
        digest_of_inputs(inputs_json(request), request.detail.empty() ? "tile" : request.detail));
    if (first == last) continue;
    const auto ours =
        std::find_if(first, last, [&](const auto& one) { return one.second == *points.keys()[i]; });
    if (ours != last)
      found.keys[i] = ours->second;
    else if (std::next(first) == last)
      found.keys[i] = first->second;
    else
      ++found.ambiguous;
  }
  return found;
}

}  // namespace tessera::sweep
