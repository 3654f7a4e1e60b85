// The parts of ECharts that the page uses; imported lazily, as one chunk.
import { BarChart, CustomChart, HeatmapChart, LineChart, ParallelChart, ScatterChart } from 'echarts/charts';
import {
  GridComponent, ParallelComponent, TooltipComponent, VisualMapContinuousComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([
  BarChart, CustomChart, HeatmapChart, LineChart, ParallelChart, ScatterChart,
  GridComponent, ParallelComponent, TooltipComponent, VisualMapContinuousComponent,
  CanvasRenderer,
]);

export { init };
