package dev.sluice.media.web.origin;

import dev.sluice.core.port.web.WebClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * A response that was checked against its request.
 *
 * @param from the position in the file of the body's first byte
 * @param end the position after the last byte announced; −1 if unknown
 * @param total the file's size; −1 if unknown
 * @param ranges whether the response is a range
 */
public record OriginResponse(
    WebClient.Response response, long from, long end, long total, boolean ranges) {
  int read(byte[] into, int offset, int length) throws IOException {
    return body().read(into, offset, length);
  }

  private InputStream body() {
    return response.body();
  }

  public boolean compressed() {
    String encoding = response.header("Content-Encoding").orElse("").strip();
    return encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip");
  }

  /** Returns the content coding if it is none that this reads. */
  Optional<String> unknownEncoding() {
    return response
        .header("Content-Encoding")
        .map(String::strip)
        .filter(name -> !name.isEmpty() && !name.equalsIgnoreCase("identity") && !compressed());
  }

  /** Returns the announced media type without parameters, in lower case. */
  public Optional<String> type() {
    return response
        .header("Content-Type")
        .map(text -> text.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
        .filter(text -> !text.isEmpty());
  }

  /** Returns the file name in {@code Content-Disposition}. */
  public Optional<String> proposedName() {
    return response.header("Content-Disposition").flatMap(ContentDisposition::fileName);
  }
}
