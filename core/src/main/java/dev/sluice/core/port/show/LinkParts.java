package dev.sluice.core.port.show;

import dev.sluice.core.request.SourceUrl;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The parts of an address that may distinguish an episode.
 *
 * @param location host and path; no scheme, since hosts redirect from one to the other
 * @param parameters those of the query that may name an episode, as {@code name=value}
 */
record LinkParts(String location, Set<String> parameters) {
  /** Names of parameters that sign a link, or say who follows it. */
  private static final Set<String> VOLATILE =
      Set.of(
          "signature",
          "sig",
          "token",
          "access_token",
          "expires",
          "policy",
          "key-pair-id",
          "awsaccesskeyid",
          "googleaccessid",
          "hdnts",
          "hdnea",
          "hdntl",
          "fbclid",
          "gclid",
          "source");

  static LinkParts of(SourceUrl url) {
    String path = url.uri().getRawPath() == null ? "" : url.uri().getRawPath();
    String port = url.uri().getPort() < 0 ? "" : ":" + url.uri().getPort();
    String query = url.uri().getRawQuery();
    Set<String> parameters =
        query == null
            ? Set.of()
            : Arrays.stream(query.split("&", -1))
                .filter(parameter -> !parameter.isEmpty() && !isVolatile(parameter))
                .collect(Collectors.toCollection(TreeSet::new));
    return new LinkParts(url.host() + port + path, parameters);
  }

  private static boolean isVolatile(String parameter) {
    int end = parameter.indexOf('=');
    String name = (end < 0 ? parameter : parameter.substring(0, end)).toLowerCase(Locale.ROOT);
    return VOLATILE.contains(name)
        || name.startsWith("utm_")
        || name.startsWith("x-amz-")
        || name.startsWith("x-goog-");
  }

  /** Returns whether the address has all of these parts. */
  boolean hasAll(Set<String> fingerprints) {
    return fingerprints(parameters).containsAll(fingerprints);
  }

  /** Returns fingerprints of the location and of these parameters; addresses may hold secrets. */
  Set<String> fingerprints(Set<String> some) {
    Set<String> fingerprints = new TreeSet<>();
    fingerprints.add(fingerprint(location));
    some.forEach(parameter -> fingerprints.add(fingerprint("?" + parameter)));
    return fingerprints;
  }

  static String fingerprint(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
