/**
 * DiffCont inside a Java application: open a model, score images, learn new products.
 *
 * <pre>{@code
 * try (Inspector inspector = Inspector.open(Path.of("models/line3"))) {
 *     Inspection inspection = inspector.score(Path.of("photo.jpg"));
 *     System.out.println(inspection.product() + (inspection.alarm() ? " needs a look: " + inspection.reason().get() : " is normal"));
 *     Learned learned = inspector.learn("gear", List.of(Path.of("gear-1.jpg"), Path.of("gear-2.jpg")));
 *     System.out.println("threshold " + learned.threshold());
 * }
 * }</pre>
 *
 * <p>What a user can put right is an {@link org.diffcont.error.UserException} with a one-line message, or one of its
 * subclasses in that package.
 */
package org.diffcont.inspection;
