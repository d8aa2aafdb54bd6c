/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.site.proxy;

import org.jspecify.annotations.NullMarked;
