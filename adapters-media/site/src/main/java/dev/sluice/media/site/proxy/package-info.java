/** The proxy through which an external program reaches the web, guarded. */
@NullMarked
package dev.sluice.media.site.proxy;

import org.jspecify.annotations.NullMarked;
