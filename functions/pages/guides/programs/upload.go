// Uploads contract.pdf: go run client.go upload.go
package main

import (
	"bytes"
	"mime/multipart"
	"os"
)

func main() {
	var form bytes.Buffer
	writer := multipart.NewWriter(&form)
	must(0, writer.WriteField("type", "CONTRACT"))
	file := must(writer.CreateFormFile("file", "contract.pdf"))
	must(file.Write(must(os.ReadFile("contract.pdf"))))
	must(0, writer.Close())
	headers := map[string]string{"content-type": writer.FormDataContentType()}
	must(call("POST", "/api/v1/documents", form.Bytes(), headers))
}
