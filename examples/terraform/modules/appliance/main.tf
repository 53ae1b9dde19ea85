# An instance whose interfaces are all resources of their own, so that they outlive it.

variable "name" { type = string }
variable "instance_type" { type = string }
variable "security_groups" { type = list(string) }

variable "interfaces" {
  type = map(object({ device_index = number, subnet_id = string }))
}

resource "aws_network_interface" "this" {
  for_each = var.interfaces

  subnet_id       = each.value.subnet_id
  description     = "${var.name} ${each.key}"
  security_groups = var.security_groups
  tags            = { Name = "${var.name}-${each.key}" }
}

resource "aws_instance" "this" {
  ami           = "ami-0123456789abcdef0"
  instance_type = var.instance_type
  tags          = { Name = var.name }

  primary_network_interface {
    network_interface_id = aws_network_interface.this["mgmt"].id
  }
}

resource "aws_network_interface_attachment" "this" {
  for_each = { for name, interface in var.interfaces : name => interface if interface.device_index > 0 }

  network_interface_id = aws_network_interface.this[each.key].id
  instance_id          = aws_instance.this.id
  device_index         = each.value.device_index
}
