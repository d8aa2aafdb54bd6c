package dev.sluice.http.api.files;

import dev.sluice.core.port.artifact.LinkedObjects;
import dev.sluice.core.port.artifact.LinkedObjects.LinkedObject;
import dev.sluice.core.shared.HttpDates;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The headers of a file, and the conditions of a request for it (RFC 9110, 13). */
public final class FileHeaders {
  private final LinkedObject object;
  private final String etag;
  private final Instant modified;

  FileHeaders(LinkedObject object) {
    this.object = object;
    this.modified = object.modifiedAt().truncatedTo(ChronoUnit.SECONDS);
    this.etag =
        '"'
            + Long.toHexString(object.size())
            + '-'
            + Long.toHexString(object.modifiedAt().toEpochMilli())
            + '"';
  }

  void write(Context ctx) {
    ctx.header("ETag", etag);
    ctx.header("Last-Modified", HttpDates.format(modified));
    ctx.header("Accept-Ranges", "bytes");
    ctx.header("Content-Disposition", disposition(object.fileName()));
    ctx.header("Cache-Control", "private");
    // The type is ours: a browser must not guess another one from the bytes of a user.
    ctx.header("X-Content-Type-Options", "nosniff");
  }

  /** Returns 200 to go on, or 304 or 412 if the conditions of the request say so. */
  int conditional(Context ctx) {
    String ifMatch = ctx.header("If-Match");
    if (ifMatch != null && !matches(ifMatch, false)) {
      return 412;
    }
    if (ifMatch == null
        && date(ctx, "If-Unmodified-Since").filter(then -> then.isBefore(modified)).isPresent()) {
      return 412;
    }
    String ifNoneMatch = ctx.header("If-None-Match");
    if (ifNoneMatch != null) {
      return matches(ifNoneMatch, true) ? 304 : 200;
    }
    Optional<Instant> since = date(ctx, "If-Modified-Since");
    return since.isPresent() && !modified.isAfter(since.get()) ? 304 : 200;
  }

  private static Optional<Instant> date(Context ctx, String header) {
    return Optional.ofNullable(ctx.header(header)).flatMap(HttpDates::parse);
  }

  private boolean matches(String header, boolean weakly) {
    return header.strip().equals("*")
        || Arrays.stream(header.split(","))
            .map(String::strip)
            .map(tag -> weakly && tag.startsWith("W/") ? tag.substring(2) : tag)
            .anyMatch(etag::equals);
  }

  /** Returns the range that is asked for; all of it if {@code If-Range} names another version. */
  ByteRange range(Context ctx) {
    String condition = ctx.header("If-Range");
    boolean holds =
        condition == null
            || condition.strip().equals(etag)
            || HttpDates.parse(condition).filter(modified::equals).isPresent();
    return holds
        ? ByteRange.parse(ctx.header("Range"), object.size())
        : ByteRange.whole(object.size());
  }

  /**
   * Returns the header of RFC 6266: an ASCII name for old clients, then the full one (RFC 8187).
   */
  public static String disposition(String fileName) {
    String ascii = fileName.replaceAll("[^\\x20-\\x7e]|[\"\\\\%]", "_");
    return "inline; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded(fileName);
  }

  private static String encoded(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "!#$&+-.^_`|~".indexOf(c) >= 0;
      if (plain) {
        out.append((char) c);
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return out.toString();
  }

  /**
   * Returns the path behind {@link LinkedObjects#PREFIX}, decoded once and strictly: the container
   * normalises semicolons, dots and doubled slashes, and the signature is of the original.
   *
   * @return empty if an escape is broken or the bytes are not UTF-8
   */
  static Optional<String> linkPath(String requestUri) {
    if (!requestUri.startsWith(LinkedObjects.PREFIX)) {
      return Optional.empty();
    }
    String raw = requestUri.substring(LinkedObjects.PREFIX.length());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '%') {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      int value = i + 2 < raw.length() ? hex(raw.charAt(i + 1), raw.charAt(i + 2)) : -1;
      if (value < 0) {
        return Optional.empty();
      }
      bytes.write(value);
      i += 2;
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static int hex(char high, char low) {
    int left = Character.digit(high, 16);
    int right = Character.digit(low, 16);
    return left < 0 || right < 0 ? -1 : left * 16 + right;
  }
}
