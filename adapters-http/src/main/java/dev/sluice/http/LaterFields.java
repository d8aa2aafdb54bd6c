package dev.sluice.http;

import java.util.List;

/**
 * Fields of {@code POST /jobs} that the contract promises and this version cannot honour yet. Their
 * types are checked, their defaults pass, and anything else is refused: a job that quietly did
 * something else than asked would be worse.
 */
final class LaterFields {
  private static final List<String> FLAGS = List.of("download_thumbnail");

  private LaterFields() {}

  static String notYet(String what) {
    return what + " is not supported yet by this version";
  }

  static void refuse(RequestFields fields) {
    FLAGS.stream().filter(fields::flag).forEach(name -> fields.violate(name, notYet(name)));
  }
}
