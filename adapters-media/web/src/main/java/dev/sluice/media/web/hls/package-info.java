/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.web.hls;

import org.jspecify.annotations.NullMarked;
