#include "sim/app/sweep/store/addresses_by_values.h"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <boost/functional/hash.hpp>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_hash.hpp>
#include <map>
#include <unordered_map>

#include "sim/app/sweep/store/point_inputs.h"
#include "sim/core/diagnostics.h"

namespace tessera::sweep {
namespace {

constexpr std::string_view kClosedForm = "\n# --prefilter analytic: in closed form\n";

using ByInputs = std::unordered_multimap<Key, Key, boost::hash<Key>>;

// Of the sweep with this text.
std::vector<std::optional<Key>> linked(const std::string& spec, std::size_t size, Store& store) {
  std::vector<std::optional<Key>> keys(size);
  Statement links = store.query(
      "SELECT number, p.key FROM sweep_point p JOIN sweep ON sweep.id=p.sweep JOIN point USING(key)"
      " WHERE spec=?1");
  links.bind(1, std::string_view(spec));
  while (links.step())
    if (const auto number = static_cast<std::size_t>(links.whole(0)); number < keys.size())
      keys[number] = key_of_text(links.text(1));
  return keys;
}

std::vector<std::optional<Key>> linked(const Points& points, Store& store) {
  return linked(points.spec().text, points.size(), store);
}

// Of other sweeps in the store that vary the same fields: what their bases say may differ.
class OtherSweeps {
 public:
  OtherSweeps(const Spec& ours, Store& store) {
    std::vector<Spec> all;
    Statement sweeps = store.query("SELECT spec FROM sweep");
    while (sweeps.step())
      if (std::optional<Spec> spec = alike(ours, sweeps.text(0))) all.push_back(*std::move(spec));
    // The same question under the same name is nearer than one that happens to vary the same.
    const bool named = std::ranges::count(all, ours.name, &Spec::name) > 0;
    for (const Spec& spec : all)
      if (!named || spec.name == ours.name) add(spec, store);
  }

  // How many they have with these values, and one of them.
  std::pair<std::size_t, std::optional<Key>> find(const Values& values) const {
    const auto at = by_values_.find(values);
    if (at == by_values_.end()) return {0, std::nullopt};
    return {at->second.size(), at->second.front()};
  }

 private:
  static std::vector<std::vector<std::string>> fields_of(const Spec& spec) {
    std::vector<std::vector<std::string>> fields;
    for (const Column& column : spec.columns()) fields.push_back(column.fields);
    return fields;
  }

  static std::optional<Spec> alike(const Spec& ours, const std::string& text) {
    if (text == ours.text || is_closed_form(text)) return std::nullopt;
    try {
      Spec spec = read_spec_text(text, "stored");
      if (fields_of(spec) == fields_of(ours)) return spec;
    } catch (const InputError&) {  // of a version that read what this one does not
    }
    return std::nullopt;
  }

  void add(const Spec& spec, Store& store) {
    const Space space(spec);
    const std::vector<std::optional<Key>> keys = linked(spec.text, space.size(), store);
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (keys[i]) {
        std::vector<Key>& same = by_values_[space.values(i)];
        if (std::ranges::find(same, *keys[i]) == same.end()) same.push_back(*keys[i]);
      }
  }

  std::map<Values, std::vector<Key>> by_values_;
};

ByInputs by_inputs(Store& store) {
  ByInputs all;
  Statement stored = store.query("SELECT key, detail, inputs FROM point");
  while (stored.step())
    all.emplace(digest_of_inputs(stored.text(2), stored.text(1)), key_of_text(stored.text(0)));
  return all;
}

}  // namespace

std::string closed_form_text(const std::string& spec) { return spec + std::string(kClosedForm); }

bool is_closed_form(const std::string& spec) { return spec.ends_with(kClosedForm); }

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
  std::optional<OtherSweeps> others;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (found.keys[i] || !points.keys()[i]) continue;
    if (!all) all = by_inputs(store);
    const RequestText request = request_at(points.spec(), points.space().values(i));
    const auto [first, last] = all->equal_range(
        digest_of_inputs(inputs_json(request), request.detail.empty() ? "tile" : request.detail));
    if (first == last) {
      if (!others) others.emplace(points.spec(), store);
      const auto [count, key] = others->find(points.space().values(i));
      if (count == 1) found.keys[i] = key;
      found.other_base += count == 1;
      found.ambiguous += count > 1;
      continue;
    }
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
