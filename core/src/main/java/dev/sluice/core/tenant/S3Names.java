package dev.sluice.core.tenant;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules for the endpoint, region and name of an S3 bucket. The methods throw {@link
 * IllegalArgumentException} with a sentence that says what to change and does not repeat the value,
 * which may contain a password. Pure.
 */
final class S3Names {
  private static final int LONGEST_ENDPOINT = 2_000;
  private static final int SHORTEST_BUCKET = 3;
  private static final int LONGEST_BUCKET = 63;
  private static final int HIGHEST_PORT = 65_535;

  private static final String EXAMPLE = "such as https://s3.eu-central-1.amazonaws.com";

  private static final Pattern AMAZON = Pattern.compile("(.*\\.)?amazonaws\\.com(\\.cn)?");

  /** The hosts of S3 among those of Amazon. */
  private static final Pattern AMAZON_S3 =
      Pattern.compile(
          "(s3(-[a-z0-9]+)*\\.|((bucket|accesspoint)\\.)vpce(-[a-z0-9]+)+\\.s3\\.)"
              + "([a-z0-9](-?[a-z0-9])*\\.)*amazonaws\\.com(\\.cn)?");

  /** The hosts of stores that also take the bucket's name in front of them. */
  private static final Pattern TAKES_BUCKETS =
      Pattern.compile(
          "s3[.-].*|storage\\.googleapis\\.com|[0-9a-f]{32}\\.([a-z]+\\.)?r2\\.cloudflarestorage\\.com"
              + "|[a-z]{3}\\d\\.digitaloceanspaces\\.com");

  /** The hosts that name the region by which their requests must be signed. */
  private static final Pattern REGION_IN_HOST =
      Pattern.compile(
          "s3(?:\\.|-|-fips\\.)(?:dualstack\\.)?([a-z]{2}(?:-[a-z]+)+-\\d)\\.amazonaws\\.com(?:\\.cn)?"
              + "|s3\\.([a-z]{2}(?:-[a-z]+)+-\\d+)\\.(?:backblazeb2|wasabisys)\\.com"
              + "|s3\\.([a-z]{2}-[a-z]{3})\\.scw\\.cloud");

  /** The hosts whose region is {@code auto}. */
  private static final Pattern AUTO_REGION =
      Pattern.compile(
          "[0-9a-f]{32}\\.([a-z]+\\.)?r2\\.cloudflarestorage\\.com|storage\\.googleapis\\.com");

  private S3Names() {}

  /** Checks an endpoint, removes slashes at its end and writes scheme and host in small letters. */
  static URI endpoint(String text) {
    URI uri = parsed(text);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw wrong("The endpoint must begin with https:// or http://, " + EXAMPLE);
    }
    if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
      throw wrong("The endpoint must not contain a user or password; send the keys separately");
    }
    if (uri.getRawPath() != null && !uri.getRawPath().isEmpty()) {
      throw wrong(
          "The endpoint must not have a path; give the host alone, and the bucket and the folder in"
              + " their own fields");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw wrong("The endpoint must not have a query or fragment; give the host alone");
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    String host = authority.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
    if (!authority.equalsIgnoreCase(host)) {
      requirePort(authority.substring(host.length() + 1));
    }
    if (uri.getHost() == null) {
      throw wrong(
          "The endpoint's host must be an address or a name of letters, digits, dots and hyphens, "
              + EXAMPLE);
    }
    if (AMAZON.matcher(host).matches() && !AMAZON_S3.matcher(host).matches()) {
      throw wrong(
          "The endpoint is not a host of Amazon S3 without a bucket; give it as"
              + " https://s3.REGION.amazonaws.com, and the bucket in its own field");
    }
    return URI.create(scheme + "://" + authority.toLowerCase(Locale.ROOT));
  }

  private static URI parsed(String text) {
    try {
      if (text.length() <= LONGEST_ENDPOINT) {
        return new URI(text.strip().replaceAll("/+$", ""));
      }
    } catch (URISyntaxException e) {
      // The exception's message would repeat the text.
    }
    throw wrong("The endpoint must be a URL, " + EXAMPLE);
  }

  private static void requirePort(String digits) {
    if (!digits.matches("0*[1-9]\\d{0,4}") || Integer.parseInt(digits) > HIGHEST_PORT) {
      throw wrong("The endpoint's port must be from 1 to 65535; leave it out for the usual one");
    }
  }

  /** Checks a bucket's name, and removes surrounding spaces. */
  static String bucket(String text) {
    String name = text.strip();
    int length = name.length();
    if (length < SHORTEST_BUCKET || length > LONGEST_BUCKET) {
      throw wrong("The bucket's name must have 3 to 63 characters, not " + length);
    }
    if (name.matches(".*[A-Z].*")) {
      throw wrong("The bucket's name must not have capital letters: S3 has only small ones");
    }
    if (!name.matches("[a-z0-9.-]*")) {
      throw wrong("The bucket's name must have small letters, digits, dots and hyphens alone");
    }
    if (!name.matches("[a-z0-9].*[a-z0-9]") || name.matches(".*(\\.\\.|\\.-|-\\.).*")) {
      throw wrong(
          "The bucket's name must begin and end with a letter or digit, as must each part between"
              + " dots");
    }
    if (name.matches("\\d+\\.\\d+\\.\\d+\\.\\d+")) {
      throw wrong("The bucket's name must not be an IP address; the address is the endpoint's");
    }
    if (name.startsWith("xn--") || name.endsWith("--s3alias") || name.endsWith("--ol-s3")) {
      throw wrong(
          "The bucket's name must not begin with xn-- or end with --s3alias or --ol-s3, which S3"
              + " reserves");
    }
    return name;
  }

  /** Checks a region, and removes surrounding spaces. */
  static String region(String text) {
    String name = text.strip();
    if (!name.matches("[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?")) {
      throw wrong(
          "The region must have 1 to 63 letters, digits and hyphens between them, such as"
              + " us-east-1");
    }
    return name;
  }

  /** Returns the region that belongs to an endpoint; otherwise the usual one. */
  static String regionOf(URI endpoint) {
    if (AUTO_REGION.matcher(endpoint.getHost()).matches()) {
      return "auto";
    }
    Matcher host = REGION_IN_HOST.matcher(endpoint.getHost());
    if (!host.matches()) {
      return BucketConfig.S3.DEFAULT_REGION;
    }
    return Optional.ofNullable(host.group(1))
        .or(() -> Optional.ofNullable(host.group(2)))
        .or(() -> Optional.ofNullable(host.group(3)))
        .orElse(BucketConfig.S3.DEFAULT_REGION);
  }

  /** Checks that the endpoint does not name the bucket again. */
  static void requireApart(URI endpoint, String bucket) {
    String host = endpoint.getHost();
    if (host.startsWith(bucket + ".")
        && TAKES_BUCKETS.matcher(host.substring(bucket.length() + 1)).matches()) {
      throw wrong(
          "The endpoint must not contain the bucket's name; leave it out, and the dot after it");
    }
  }

  private static IllegalArgumentException wrong(String sentence) {
    return new IllegalArgumentException(sentence);
  }
}
