/** Pages of video sites: what media they show is found by yt-dlp, and fetched by us. */
package dev.sluice.media.site;
