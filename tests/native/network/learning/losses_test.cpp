// Each loss against loops over doubles, and against torch (tests/parity/losses_golden.py made the file).
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "network/learning/batch.h"
#include "network/learning/losses.h"
#include "network/unet/formula.h"

namespace diffcont {
namespace {

using Matrix = std::vector<std::vector<double>>;

at::Tensor tensor(const std::string& name, at::IntArrayRef shape, double scale = 1) {
  return (formula::uniform(name, shape).to(at::kFloat) * scale);
}

Matrix rows_of(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.to(at::kDouble).flatten(1).contiguous();
  Matrix rows;
  for (int64_t i = 0; i < flat.size(0); ++i) {
    const double* first = flat.data_ptr<double>() + i * flat.size(1);
    rows.emplace_back(first, first + flat.size(1));
  }
  return rows;
}

double mean_square(const Matrix& a, const Matrix& b) {
  double sum = 0, count = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    for (size_t k = 0; k < a[i].size(); ++k, ++count) sum += (a[i][k] - b[i][k]) * (a[i][k] - b[i][k]);
  }
  return sum / count;
}

// Softmax over the first `classes` values.
std::vector<double> probabilities(const std::vector<double>& logits, size_t classes) {
  double sum = 0;
  std::vector<double> result;
  for (size_t c = 0; c < classes; ++c) sum += std::exp(logits[c]);
  for (size_t c = 0; c < classes; ++c) result.push_back(std::exp(logits[c]) / sum);
  return result;
}

struct Inputs {
  at::Tensor noise = tensor("noise", {4, 3, 5, 5});
  at::Tensor predicted = tensor("predicted", {4, 3, 5, 5});
  at::Tensor teacher_noise = tensor("teacher noise", {4, 3, 5, 5});
  at::Tensor logits = tensor("logits", {6, 5}, 3);
  at::Tensor teacher_logits = tensor("teacher logits", {6, 3}, 3);
  at::Tensor embeddings = tensor("embeddings", {6, 7});
  at::Tensor teacher_embeddings = tensor("teacher embeddings", {6, 7});
  std::vector<int64_t> classes = {0, 4, 4, 2, 0, 4};
  at::Tensor labels = at::tensor(classes, at::kLong);
};

TEST(Losses, AreThoseOfTorch) {
  std::ifstream in(std::string(DIFFCONT_GOLDEN) + "/learning/losses.json");
  const auto values = nlohmann::json::parse(in).at("values");
  const Inputs inputs;
  const std::map<std::string, at::Tensor> actual = {
      {"diffusion", diffusion_loss(inputs.predicted, inputs.noise)},
      {"classifier", classifier_loss(inputs.logits, inputs.labels)},
      {"distillation", distillation_loss(inputs.predicted, inputs.teacher_noise)},
      {"alignment", alignment_loss(inputs.embeddings, inputs.teacher_embeddings)},
      {"center", center_loss(inputs.embeddings, inputs.labels)},
      {"classifier_distillation", classifier_distillation_loss(inputs.logits, inputs.teacher_logits)}};
  ASSERT_EQ(values.size(), actual.size());
  for (const auto& [name, value] : actual) {
    const double expected = values.at(name).at("value");
    EXPECT_NEAR(value.item<double>(), expected, 2e-6 * expected) << name;
  }
}

TEST(Losses, SquaredErrorsAreMeansOverElements) {
  const Inputs in;
  EXPECT_NEAR(diffusion_loss(in.predicted, in.noise).item<double>(),
              mean_square(rows_of(in.predicted), rows_of(in.noise)), 1e-6);
  EXPECT_NEAR(distillation_loss(in.predicted, in.teacher_noise).item<double>(),
              mean_square(rows_of(in.predicted), rows_of(in.teacher_noise)), 1e-6);
  EXPECT_NEAR(alignment_loss(in.embeddings, in.teacher_embeddings).item<double>(),
              mean_square(rows_of(in.embeddings), rows_of(in.teacher_embeddings)), 1e-6);
}

TEST(Losses, ClassifierIsTheMeanNegativeLogProbability) {
  const Inputs in;
  const Matrix logits = rows_of(in.logits);
  double sum = 0;
  for (size_t i = 0; i < logits.size(); ++i) sum -= std::log(probabilities(logits[i], 5)[in.classes[i]]);
  EXPECT_NEAR(classifier_loss(in.logits, in.labels).item<double>(), sum / 6, 1e-6);
}

TEST(Losses, MaskedClassifierIsTheClassifierOfTheRowsThatCount) {
  const at::Tensor logits = tensor("logits", {5, 3}), labels = at::tensor({2, 0, 1, 1, 0}, at::kLong);
  const at::Tensor counted = at::tensor({0, 3, 4}, at::kLong);
  const at::Tensor masked =
      at::full({5}, kNotClassified, at::kLong).index_copy(0, counted, labels.index_select(0, counted));
  const at::Tensor expected = classifier_loss(logits.index_select(0, counted), labels.index_select(0, counted));
  EXPECT_NEAR(masked_classifier_loss(logits, masked).item<double>(), expected.item<double>(), 1e-6);
  EXPECT_EQ(masked_classifier_loss(logits, at::full({5}, kNotClassified, at::kLong)).item<double>(), 0.0);
}

TEST(Losses, ClassifierOfOneClassIsZero) {
  EXPECT_EQ(classifier_loss(tensor("one", {3, 1}), at::zeros({3}, at::kLong)).item<double>(), 0.0);
}

TEST(Losses, CenterIsTheMeanSquaredDistanceFromTheClassMeanInTheBatch) {
  const Inputs in;
  const Matrix z = rows_of(in.embeddings);
  double sum = 0;
  for (size_t i = 0; i < z.size(); ++i) {
    for (size_t k = 0; k < 7; ++k) {
      double mean = 0, count = 0;
      for (size_t j = 0; j < z.size(); ++j) {
        if (in.classes[j] == in.classes[i]) mean += z[j][k], ++count;
      }
      sum += std::pow(z[i][k] - mean / count, 2);
    }
  }
  EXPECT_NEAR(center_loss(in.embeddings, in.labels).item<double>(), sum / 6, 1e-6);
}

TEST(Losses, CenterOfClassesWithOneImageEachIsZero) {
  const Inputs in;
  EXPECT_EQ(center_loss(in.embeddings, at::arange(6, at::kLong)).item<double>(), 0.0);
}

TEST(Losses, ClassifierDistillationIsTheDivergenceOverTheTeachersClasses) {
  const Inputs in;
  const Matrix student = rows_of(in.logits), teacher = rows_of(in.teacher_logits);
  double sum = 0;
  for (size_t i = 0; i < student.size(); ++i) {
    const auto p = probabilities(teacher[i], 3), q = probabilities(student[i], 3);
    for (size_t c = 0; c < 3; ++c) sum += p[c] * std::log(p[c] / q[c]);
  }
  EXPECT_NEAR(classifier_distillation_loss(in.logits, in.teacher_logits).item<double>(), sum / 6, 1e-6);
}

TEST(Losses, ClassifierDistillationIgnoresTheStudentsNewClasses) {
  const Inputs in;
  at::Tensor changed = in.logits.clone();
  changed.slice(1, 3).add_(4);
  EXPECT_EQ(classifier_distillation_loss(changed, in.teacher_logits).item<float>(),
            classifier_distillation_loss(in.logits, in.teacher_logits).item<float>());
  EXPECT_NEAR(classifier_distillation_loss(in.logits, in.logits.slice(1, 0, 3)).item<double>(), 0, 1e-7);
}

}  // namespace
}  // namespace diffcont
