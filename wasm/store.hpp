// Objects that JavaScript holds by number. Numbers are never used twice, so a stale one finds nothing.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace descent::wasm {

template <class T>
class Store {
 public:
  explicit Store(const char* what) : what_(what) {}
  int add(std::unique_ptr<T> object) {
    objects_.emplace_back(++last_, std::move(object));
    return last_;
  }
  T* find(int id) const {
    for (const auto& [number, object] : objects_) {  // a page holds a handful
      if (number == id) return object.get();
    }
    return nullptr;
  }
  void remove(int id) {
    std::erase_if(objects_, [id](const auto& held) { return held.first == id; });
  }
  void clear() { objects_.clear(); }
  const char* what() const { return what_; }

 private:
  const char* what_;
  int last_ = 0;
  std::vector<std::pair<int, std::unique_ptr<T>>> objects_;
};

}  // namespace descent::wasm
