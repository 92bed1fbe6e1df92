// Objects that JavaScript holds by number. Numbers are never used twice, so a stale one finds nothing.
#pragma once

#include <map>
#include <memory>

namespace descent::wasm {

template <class T>
class Store {
 public:
  explicit Store(const char* what) : what_(what) {}
  int add(std::unique_ptr<T> object) {
    objects_.emplace(++last_, std::move(object));
    return last_;
  }
  T* find(int id) {
    const auto found = objects_.find(id);
    return found == objects_.end() ? nullptr : found->second.get();
  }
  void remove(int id) { objects_.erase(id); }
  const char* what() const { return what_; }

 private:
  const char* what_;
  int last_ = 0;
  std::map<int, std::unique_ptr<T>> objects_;
};

}  // namespace descent::wasm
