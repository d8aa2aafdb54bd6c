package dev.sluice.app.settings;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The variables that Kubernetes sets in every pod for each service of its namespace. Those of a
 * service named {@code sluice}, or {@code sluice-web}, begin as our own settings do.
 */
final class KubernetesVariables {
  private static final Pattern NAME =
      Pattern.compile(
          "\\w+_SERVICE_HOST|\\w+_SERVICE_PORT(_\\w+)?"
              + "|\\w+_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");

  /** Also the name of a setting of ours, so it is the value that tells. */
  private static final Pattern PORT = Pattern.compile("\\w+_PORT");

  private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private KubernetesVariables() {}

  /** Returns the names of those variables that Kubernetes has set, sorted. */
  static Set<String> of(Map<String, String> environment) {
    Set<String> found = new TreeSet<>();
    environment.forEach(
        (name, value) -> {
          boolean isPort = PORT.matcher(name).matches() && ADDRESS.matcher(value).matches();
          if (isPort || NAME.matcher(name).matches()) {
            found.add(name);
          }
        });
    return found;
  }
}
