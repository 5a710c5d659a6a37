#include "detect/linear_algebra/decompositions.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <stdexcept>

namespace diffcont {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Strided = Eigen::Map<const RowMajor, 0, Eigen::OuterStride<>>;

Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solved(const double* matrix, int64_t size, int64_t stride, int options) {
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(Strided(matrix, size, size, Eigen::OuterStride<>(stride)),
                                                        options);
  if (solver.info() != Eigen::Success) {
    throw std::runtime_error("the eigenvalues of a " + std::to_string(size) + " x " + std::to_string(size) +
                             " matrix were not found");
  }
  return solver;
}

std::vector<double> values_of(const Eigen::VectorXd& values) { return {values.data(), values.data() + values.size()}; }

}  // namespace

SymmetricEigen symmetric_eigen(const double* matrix, int64_t size, int64_t stride) {
  const auto solver = solved(matrix, size, stride, Eigen::ComputeEigenvectors);
  SymmetricEigen result{values_of(solver.eigenvalues()), Buffer<double>(size * size)};
  Eigen::Map<RowMajor>(result.vectors.data(), size, size) = solver.eigenvectors();
  return result;
}

std::vector<double> symmetric_eigenvalues(const double* matrix, int64_t size, int64_t stride) {
  return values_of(solved(matrix, size, stride, Eigen::EigenvaluesOnly).eigenvalues());
}

void invert_cholesky_factor(double* matrix, int64_t size) {
  Eigen::Map<RowMajor> given(matrix, size, size);
  const Eigen::LLT<Eigen::MatrixXd> factor(given);
  if (factor.info() != Eigen::Success) {
    throw std::runtime_error("a covariance is not positive definite");
  }
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(size, size);
  factor.matrixL().solveInPlace(inverse);
  given = inverse.triangularView<Eigen::Lower>();
}

}  // namespace diffcont
