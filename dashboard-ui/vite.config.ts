import react from '@vitejs/plugin-react';
import { compression } from 'vite-plugin-compression2';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Once and well, so that the API need not compress what never changes at each request.
  plugins: [react(), compression({ algorithms: ['gzip', 'brotliCompress'], include: /assets\/.*\.(js|css)$/ })],
  build: {
    // On the classpath of the API, which serves it as static resources.
    outDir: 'target/classes/static',
    emptyOutDir: true,
    // Everything is a file of its own, so that the page runs under a Content-Security-Policy of 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The charts (ECharts) are one large chunk, loaded after the first screen.
    chunkSizeWarningLimit: 700,
  },
  server: {
    // The API then sees that a page asks its own origin.
    proxy: { '/api': { target: 'http://127.0.0.1:8080', changeOrigin: false } },
  },
  test: {
    environment: 'node',
  },
});
