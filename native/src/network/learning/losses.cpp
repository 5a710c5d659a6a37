#include "network/learning/losses.h"

#include <ATen/core/Reduction.h>

#include "network/learning/batch.h"

namespace diffcont {

at::Tensor diffusion_loss(const at::Tensor& predicted_noise, const at::Tensor& noise) {
  return at::mse_loss(predicted_noise, noise);
}

at::Tensor classifier_loss(const at::Tensor& logits, const at::Tensor& labels) {
  return at::cross_entropy_loss(logits, labels);
}

at::Tensor masked_classifier_loss(const at::Tensor& logits, const at::Tensor& labels) {
  const at::Tensor sum =
      at::cross_entropy_loss(logits, labels, /*weight=*/{}, at::Reduction::Sum, /*ignore_index=*/kNotClassified);
  return sum / labels.ne(kNotClassified).sum().clamp_min(1);
}

at::Tensor distillation_loss(const at::Tensor& student_noise, const at::Tensor& teacher_noise) {
  return at::mse_loss(student_noise, teacher_noise);
}

at::Tensor alignment_loss(const at::Tensor& student_embeddings, const at::Tensor& teacher_embeddings) {
  return at::mse_loss(student_embeddings, teacher_embeddings);
}

at::Tensor center_loss(const at::Tensor& embeddings, const at::Tensor& labels) {
  // Row i of the averaging matrix holds 1 / (images of i's class) at each image of i's class.
  const at::Tensor same_class = labels.unsqueeze(0).eq(labels.unsqueeze(1)).to(embeddings.scalar_type());
  const at::Tensor averaging = same_class / same_class.sum(1, /*keepdim=*/true);
  const at::Tensor deviations = embeddings - averaging.matmul(embeddings);
  return deviations.square().sum(1).mean();
}

at::Tensor classifier_distillation_loss(const at::Tensor& student_logits, const at::Tensor& teacher_logits) {
  const at::Tensor student = student_logits.narrow(1, 0, teacher_logits.size(1)).log_softmax(1);
  const at::Tensor teacher = teacher_logits.log_softmax(1);
  return (teacher.exp() * (teacher - student)).sum(1).mean();
}

}  // namespace diffcont
