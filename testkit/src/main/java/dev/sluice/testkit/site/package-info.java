/** Servers on 127.0.0.1 with faults on demand: a media site, a proxy and a webhook receiver. */
@NullMarked
package dev.sluice.testkit.site;

import org.jspecify.annotations.NullMarked;
