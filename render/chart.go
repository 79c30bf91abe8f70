package render

import (
	"kdcl/aggregate/report"
)

const chartsTitle = "Biểu đồ"

func drawCharts(press *Press, r report.Report) ([]*paper, error) { return nil, nil }
