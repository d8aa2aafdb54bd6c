package dev.sluice.media.web.testing;

import dev.sluice.testkit.sample.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A text of ASCII that is made where it is read: a head, elements of one length, and an end. In
 * each element {@code ######} stands for its number.
 */
public record RepeatedText(String head, String element, int times, String end)
    implements ByteSource {
  private static final String NUMBER = "######";

  @Override
  public long size() {
    return head.length() + (long) times * element.length() + end.length();
  }

  @Override
  public void read(long position, ByteBuffer into) {
    long at = position;
    while (into.hasRemaining() && at < size()) {
      long behind = at - head.length();
      long index = Math.min(times, behind / element.length());
      String part = behind < 0 ? head : index == times ? end : element((int) index);
      int offset = (int) (behind < 0 ? at : behind - index * element.length());
      int count = Math.min(into.remaining(), part.length() - offset);
      into.put(part.getBytes(StandardCharsets.US_ASCII), offset, count);
      at += count;
    }
  }

  private String element(int index) {
    String digits = "00000" + index;
    return element.replace(NUMBER, digits.substring(digits.length() - NUMBER.length()));
  }
}
