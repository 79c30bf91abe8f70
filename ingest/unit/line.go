package unit

import (
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// lineOf finds where a value stands in a YAML text by its keys and indexes from
// the top; where a step is missing, the line of the last one that is there. 1
// when nothing is.
func lineOf(data []byte, path ...any) int {
	file, err := parser.ParseBytes(data, 0)
	if err != nil || len(file.Docs) == 0 {
		return 1
	}
	node, line := file.Docs[0].Body, 1
	for _, step := range path {
		next := node
		switch n := node.(type) {
		case *ast.MappingNode:
			for _, v := range n.Values {
				if v.Key.GetToken().Value == step {
					next, line = v.Value, v.Key.GetToken().Position.Line
				}
			}
		case *ast.MappingValueNode: // a mapping of one key
			if n.Key.GetToken().Value == step {
				next, line = n.Value, n.Key.GetToken().Position.Line
			}
		case *ast.SequenceNode:
			if i, ok := step.(int); ok && i < len(n.Values) {
				next = n.Values[i]
				line = firstLine(next)
			}
		}
		if next == node {
			return line
		}
		node = next
	}
	return line
}

// firstLine is the line on which a node begins: a mapping's own token is that of
// its first colon or brace.
func firstLine(n ast.Node) int {
	switch n := n.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 {
			return n.Values[0].Key.GetToken().Position.Line
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken().Position.Line
	}
	return n.GetToken().Position.Line
}
