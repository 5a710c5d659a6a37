/**
 * DiffCont inside a Java application: open a model, score images that are in memory, learn new categories.
 *
 * <pre>{@code
 * try (Inspector inspector = Inspector.open(Path.of("models/line3"))) {
 *     Inspection inspection = inspector.score(picture);
 *     System.out.println(inspection.category() + (inspection.anomalous() ? " is anomalous" : " is normal"));
 *     inspector.learn("gear", normalPictures);
 * }
 * }</pre>
 *
 * <p>What a user can put right is an {@link org.diffcont.error.UserException} with a one-line message.
 */
package org.diffcont.inspection;
