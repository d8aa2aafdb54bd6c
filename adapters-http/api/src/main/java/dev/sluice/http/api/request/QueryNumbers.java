package dev.sluice.http.api.request;

import dev.sluice.http.api.error.FieldViolation;
import dev.sluice.http.api.error.InvalidFieldsException;
import io.javalin.http.Context;
import java.util.List;

/** Reads whole numbers of a query string. */
public final class QueryNumbers {
  private QueryNumbers() {}

  /** Returns the number of the parameter; a violation is added to the list, not thrown. */
  public static int get(
      Context ctx, String name, int least, int most, int absent, List<FieldViolation> violations) {
    try {
      return get(ctx, name, least, most, absent);
    } catch (InvalidFieldsException e) {
      violations.addAll(e.violations());
      return absent;
    }
  }

  /**
   * Returns the number of the parameter, at most {@code most}; {@code absent} if it is missing or
   * blank.
   *
   * @throws InvalidFieldsException if it is not a whole number, or less than {@code least}
   */
  public static int get(Context ctx, String name, int least, int most, int absent) {
    String text = ctx.queryParam(name);
    if (text == null || text.isBlank()) {
      return absent;
    }
    if (!text.matches("\\d{1,100}")) {
      throw new InvalidFieldsException(
          name, name + " must be a whole number of " + least + " or more");
    }
    String digits = text.replaceFirst("^0+(?=\\d)", "");
    int number = digits.length() > 9 ? most : Math.min(most, Integer.parseInt(digits));
    if (number < least) {
      throw new InvalidFieldsException(
          name, name + " must be a whole number of " + least + " or more");
    }
    return number;
  }
}
