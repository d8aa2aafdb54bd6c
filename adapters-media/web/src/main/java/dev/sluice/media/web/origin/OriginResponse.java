package dev.sluice.media.web.origin;

import dev.sluice.core.port.web.WebClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer that was checked against the question.
 *
 * @param from the position in the file of the body's first byte
 * @param end the position behind the last byte that the answer promises; −1 where it does not say
 * @param total the file's size; −1 where it is not told
 * @param ranges whether the origin answered with a range
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

  /** A coding that was not asked for and is not understood. */
  Optional<String> strangeEncoding() {
    return response
        .header("Content-Encoding")
        .map(String::strip)
        .filter(name -> !name.isEmpty() && !name.equalsIgnoreCase("identity") && !compressed());
  }

  /** The announced media type without parameters, in lower case. */
  public Optional<String> type() {
    return response
        .header("Content-Type")
        .map(text -> text.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
        .filter(text -> !text.isEmpty());
  }

  public Optional<String> proposedName() {
    return response.header("Content-Disposition").flatMap(ContentDisposition::fileName);
  }
}
