package dev.sluice.media.libav.corpus;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cases that are not right yet, each with its reason. A case that turns right must go. */
final class KnownFaults {
  private KnownFaults() {}

  /** Returns the reasons by the names of cases. */
  static Map<String, String> all() {
    Map<String, String> all = new TreeMap<>();
    for (String name :
        List.of(
            "ts of an ad and a film with other pids into mp4",
            "ts of an ad and a film with other pids into mkv",
            "ts of an ad and a film with other pids encoded",
            "ts with an ad in the middle into mp4",
            "ts with an ad in the middle encoded",
            "hls of an ad and a film with other pids into mp4",
            "hls of an ad and a film with other pids encoded")) {
      all.put(name, "The last two pictures of a stream that changes its number are lost.");
    }
    for (String name : List.of("ts of two programs into mp4")) {
      all.put(name, "Picture and sound of two programs are put together.");
    }
    return all;
  }
}
